/* What a page does beyond reading: search on the front page, and filter and sort of tables. Without it everything
   is there and can be reached; it asks no network. */
"use strict";
(function () {
  function folded(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function wordsOf(text) {
    return folded(text).split(/\s+/).filter(Boolean);
  }

  function hasAll(text, words) {
    return words.every(function (word) { return text.indexOf(word) >= 0; });
  }

  function search() {
    var form = document.getElementById("buscador");
    if (!form) { return; }
    var entries = JSON.parse(document.getElementById("indice").textContent);
    var input = document.getElementById("buscar");
    var list = document.getElementById("resultados");
    var status = document.getElementById("cuantos");
    var most = 30;
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var first = list.querySelector("a");
      if (first) { first.focus(); }
    });
    input.addEventListener("input", function () {
      var words = wordsOf(input.value);
      var found = words.length === 0 ? [] : entries.filter(function (entry) { return hasAll(entry.x, words); });
      list.textContent = "";
      found.slice(0, most).forEach(function (entry) {
        var item = document.createElement("li");
        var link = document.createElement("a");
        var kind = document.createElement("span");
        link.href = entry.u;
        link.textContent = entry.t;
        kind.className = "mute";
        kind.textContent = " · " + entry.k;
        item.append(link, kind);
        list.append(item);
      });
      if (words.length === 0) { status.textContent = ""; return; }
      status.textContent = found.length === 0 ? "Nada coincide con esas palabras."
        : found.length === 1 ? "1 resultado."
        : found.length + " resultados" + (found.length > most ? "; se muestran " + most + "." : ".");
    });
  }

  function filters() {
    document.querySelectorAll("input[data-filtra]").forEach(function (input) {
      var rows = Array.from(document.querySelectorAll("#" + input.dataset.filtra + " tbody tr"));
      var texts = rows.map(function (row) {
        return folded(Array.from(row.cells, function (cell) { return cell.textContent; }).join(" "));
      });
      var status = document.getElementById(input.getAttribute("aria-describedby"));
      var before = status.textContent;
      input.form.hidden = false;
      input.form.addEventListener("submit", function (event) { event.preventDefault(); });
      input.addEventListener("input", function () {
        var words = wordsOf(input.value);
        var shown = 0;
        rows.forEach(function (row, number) {
          row.hidden = !hasAll(texts[number], words);
          if (!row.hidden) { shown += 1; }
        });
        status.textContent = words.length === 0 ? before
          : shown + (shown === 1 ? " fila" : " filas") + " de las " + rows.length + " de esta vista.";
      });
    });
  }

  function keyOf(row, column) {
    var cell = row.cells[column];
    return cell.dataset.s === undefined ? cell.textContent.trim() : cell.dataset.s;
  }

  function compared(one, other) {
    if (one === "" || other === "") { return (one === "") - (other === ""); }
    var isNumber = !isNaN(one) && !isNaN(other);
    return isNumber ? Number(one) - Number(other) : one.localeCompare(other, "es", { numeric: true });
  }

  function sortBy(table, heading, column) {
    var order = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    var sign = order === "ascending" ? 1 : -1;
    var body = table.tBodies[0];
    var rows = Array.from(body.rows);
    rows.sort(function (a, b) {
      var one = keyOf(a, column), other = keyOf(b, column);
      // What is empty stays at the end, in either order.
      return one === "" || other === "" ? compared(one, other) : sign * compared(one, other);
    });
    body.append.apply(body, rows);
    Array.from(table.tHead.rows[0].cells, function (cell) { cell.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", order);
  }

  function sorting() {
    document.querySelectorAll("table.sortable").forEach(function (table) {
      Array.from(table.tHead.rows[0].cells, function (heading, column) {
        var button = document.createElement("button");
        button.type = "button";
        button.textContent = heading.textContent;
        button.title = "Ordenar por esta columna";
        button.addEventListener("click", function () { sortBy(table, heading, column); });
        heading.textContent = "";
        heading.append(button);
      });
    });
  }

  search();
  filters();
  sorting();
})();
