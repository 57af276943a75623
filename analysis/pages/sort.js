// A click on a head sorts its table by that column, a second click backwards: numbers by size, empty cells last.
if (!document.workbookSorts) {
    document.workbookSorts = true;
    const looks = document.createElement("style");
    looks.textContent = `thead th { cursor: pointer }
        th[aria-sort=ascending]::after { content: " ▲" } th[aria-sort=descending]::after { content: " ▼" }`;
    document.head.append(looks);
    const key = cell => cell.textContent.trim().replace(/^(–|NaN|NaT|None)$/, "").replace(/,(?=\d{3})/g, "");
    document.addEventListener("click", ({ target }) => {
        const head = target.closest("thead th"), table = head?.closest("table");
        if (!table || table.closest(".workbook-panel") || table.querySelector("[colspan], tbody [rowspan]")) return;
        const sign = head.ariaSort === "ascending" ? -1 : 1, [body] = table.tBodies;
        table.querySelectorAll("th[aria-sort]").forEach(other => other.removeAttribute("aria-sort"));
        head.ariaSort = sign > 0 ? "ascending" : "descending";
        const keyed = [...body.rows].map(row => [key(row.cells[head.cellIndex]), row]);
        keyed.sort(([a], [b]) => !a - !b || sign * (a - b || a.localeCompare(b, "en", { numeric: true })));
        body.append(...keyed.map(([, row]) => row));
    });
}
