/* What came of a step: words that are led to, as the button that was pressed is gone and may have been far below. */
export default {
  render({ model, el }) {
    const show = () => { el.innerHTML = model.get("value"); };
    el.tabIndex = -1; // no stop on the way
    show();
    model.on("change:value", show);
    model.on("msg:custom", (told) => {
      if (told.do !== "focus") return;
      el.focus({ preventScroll: true });
      el.scrollIntoView({ block: "start" });
    });
  },
};
