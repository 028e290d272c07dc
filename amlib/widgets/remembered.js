/* What was chosen in a window, for as long as the window is open: told to the form when it is opened again, and kept when something else is chosen. */
export default {
  initialize({ model }) {
    const name = `amlib-chosen/${model.get("place")}`;
    const read = () => { try { return JSON.parse(sessionStorage.getItem(name)) || {}; } catch { return {}; } };
    model.on("change:chosen", () => { try { sessionStorage.setItem(name, JSON.stringify(model.get("chosen"))); } catch { /* a browser that keeps nothing */ } });
    const before = read();
    if (Object.keys(before).length) { model.set("before", before); model.save_changes(); }
  },
  render() {},
};
