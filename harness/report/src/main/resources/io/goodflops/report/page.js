(function () {
  'use strict';
  var root = document.documentElement;
  var buttons = document.querySelectorAll('[data-set-lang]');
  function show(lang) {
    root.dataset.lang = lang;
    root.lang = lang === 'zh' ? 'zh-CN' : 'en';
    document.title = root.dataset[lang === 'zh' ? 'titleZh' : 'titleEn'];
    buttons.forEach(function (b) {
      b.setAttribute('aria-pressed', String(b.dataset.setLang === lang));
    });
  }
  function fromHash() {
    var m = /(?:^|[#&])lang=(en|zh)\b/.exec(location.hash);
    return m && m[1];
  }
  function remembered() {
    try { return localStorage.getItem('goodflops-lang'); } catch (e) { return null; }
  }
  function preferred() {
    return /^zh\b/i.test(navigator.language || '') ? 'zh' : 'en';
  }
  var stored = remembered();
  show(fromHash() || (stored === 'zh' || stored === 'en' ? stored : preferred()));
  addEventListener('hashchange', function () {
    if (fromHash()) { show(fromHash()); }
  });
  buttons.forEach(function (b) {
    b.addEventListener('click', function () {
      show(b.dataset.setLang);
      try { localStorage.setItem('goodflops-lang', b.dataset.setLang); } catch (e) { /* private */ }
    });
  });

  document.querySelectorAll('table.sortable').forEach(function (table) {
    var body = table.tBodies[0];
    var heads = table.tHead.rows[0].cells;
    function value(row, i) {
      var cell = row.cells[i];
      return cell.hasAttribute('data-v') ? cell.getAttribute('data-v') : cell.textContent.trim();
    }
    Array.prototype.forEach.call(heads, function (head, i) {
      var button = head.querySelector('button');
      if (!button) { return; }
      button.addEventListener('click', function () {
        var down = head.getAttribute('aria-sort') === 'ascending';
        var numeric = head.classList.contains('n');
        Array.prototype.forEach.call(heads, function (h) { h.removeAttribute('aria-sort'); });
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        var rows = Array.prototype.slice.call(body.rows);
        rows.sort(function (a, b) {
          var x = value(a, i);
          var y = value(b, i);
          if (x === '' || y === '') { return (x === '') - (y === ''); }
          var order = numeric ? Number(x) - Number(y) : x.localeCompare(y, root.lang);
          return down ? -order : order;
        });
        rows.forEach(function (row) { body.appendChild(row); });
      });
    });
  });

  var opened = [];
  addEventListener('beforeprint', function () {
    document.querySelectorAll('details:not([open])').forEach(function (d) {
      d.open = true;
      opened.push(d);
    });
  });
  addEventListener('afterprint', function () {
    opened.forEach(function (d) { d.open = false; });
    opened = [];
  });
})();
