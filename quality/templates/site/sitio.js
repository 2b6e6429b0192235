/* What the site does beyond reading: it filters the rows of a table. Without it everything is there. */
"use strict";
(function () {
  function folded(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  document.querySelectorAll("input[data-filtra]").forEach(function (input) {
    var rows = Array.from(document.querySelectorAll("#" + input.dataset.filtra + " tbody tr"));
    var told = input.form.querySelector("[role=status]");
    input.form.hidden = false;
    input.form.addEventListener("submit", function (event) { event.preventDefault(); });
    input.addEventListener("input", function () {
      var words = folded(input.value).split(/\s+/).filter(Boolean);
      var shown = 0;
      rows.forEach(function (row) {
        var text = folded(row.textContent);
        row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
        if (!row.hidden) { shown += 1; }
      });
      told.textContent = words.length ? shown + " de " + rows.length + " filas." : "";
    });
  });
})();
