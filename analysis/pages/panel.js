// The reading text of an article with some words marked; what is selected in it goes back as code points.
export default { render({ model, el }) {
    const box = document.createElement("div");  // JupyterLab has looks of its own for "pre"
    box.className = "workbook-article";
    box.tabIndex = 0;
    box.setAttribute("aria-label", "The article; select words in it to add a claim");
    const draw = () => {
        const text = [...model.get("text")], [from, to] = model.get("mark"), mark = document.createElement("mark");
        mark.append(text.slice(from, to).join(""));
        box.replaceChildren(text.slice(0, from).join(""), mark, text.slice(to).join(""));
        box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 3;
    };
    const select = () => {
        const chosen = document.getSelection();
        if (!chosen.rangeCount || !box.contains(chosen.getRangeAt(0).commonAncestorContainer)) return;
        const range = chosen.getRangeAt(0), before = document.createRange();
        before.selectNodeContents(box);
        before.setEnd(range.startContainer, range.startOffset);
        const start = [...before.toString()].length;
        model.set("selected", [start, start + [...range.toString()].length]);
        model.save_changes();
    };
    box.addEventListener("mouseup", select);
    box.addEventListener("keyup", select);
    model.on("change:text change:mark", draw);
    // What was clicked stands in the card above, which is drawn after: both come into view.
    model.on("change:mark", () => setTimeout(() => box.scrollIntoView({ block: "nearest" }), 300));
    el.append(box);
    draw();
} };
// Plain keys pressed in the panel are its own: JupyterLab would cut the cell at an "x", and leave the table at an arrow.
// Those with Ctrl or Cmd are JupyterLab's; the fields of ipywidgets let none through, so that to save is told past them.
window.addEventListener("keydown", (event) => {
    const { target, key, ctrlKey, metaKey } = event, panel = target.closest?.(".workbook-panel");
    if (!panel) return;
    target.toggleAttribute("data-lm-suppress-shortcuts", !ctrlKey && !metaKey);
    if (target.tagName !== "INPUT" || key !== "s" || !(ctrlKey || metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    panel.dispatchEvent(new KeyboardEvent("keydown", event));
}, true);
