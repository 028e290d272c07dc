(function () {
  var field = document.getElementById('search'), count = document.getElementById('found');
  var rows = Array.prototype.slice.call(document.querySelectorAll('[data-search]'));
  var groups = Array.prototype.slice.call(document.querySelectorAll('.period'));
  function plain(text) { return text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, ''); }
  var texts = rows.map(function (row) { return plain(row.dataset.search); });
  function search() {
    var words = plain(field.value).split(/\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (row, i) {
      row.hidden = !words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      if (!row.hidden) { shown += 1; }
    });
    groups.forEach(function (group) { group.hidden = !group.querySelector('[data-search]:not([hidden])'); });
    count.textContent = words.length ? (shown ? count.dataset.some.replace('0', shown) : count.dataset.none) : '';
  }
  field.addEventListener('input', search);
  field.addEventListener('keydown', function (event) { if (event.key === 'Escape') { field.value = ''; search(); } });
  document.getElementById('searching').hidden = false;
  if (field.value) { search(); }
})();
