// What is wrong with the layout of the page as it stands, one sentence each. Every fold is open.
// `paged` is whether nothing can be scrolled, as on paper.
(paged) => {
  const flaws = [];
  const name = (element) => {
    const home = element.closest("[id]");
    const classes = element.getAttribute("class");
    const text = element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
    return `<${element.localName}${classes ? ` class="${classes}"` : ""}> in #${home ? home.id : ""} (${text})`;
  };
  const style = new Map();
  const styled = (element) => {
    if (!style.has(element)) style.set(element, getComputedStyle(element));
    return style.get(element);
  };
  const scrolls = (element) => ["auto", "scroll"].includes(styled(element).overflowX);
  // Whether what is too wide within an element can be reached by scrolling.
  const reached = new Map();
  const reachable = (element) => {
    if (!element || element === document.documentElement) return false;
    if (!reached.has(element)) reached.set(element, scrolls(element) || reachable(element.parentElement));
    return reached.get(element);
  };

  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) {
    flaws.push(`the page is ${page.scrollWidth} wide, the window ${page.clientWidth}`);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (element.clientWidth === 0 || element.namespaceURI !== "http://www.w3.org/1999/xhtml") continue;
    if (element.scrollWidth > element.clientWidth + 1 && (paged || !reachable(element))) {
      flaws.push(`${element.scrollWidth} wide in ${element.clientWidth}: ${name(element)}`);
    }
    if (["hidden", "clip"].includes(styled(element).overflowY) && element.scrollHeight > element.clientHeight + 1) {
      flaws.push(`${element.scrollHeight} high, cut at ${element.clientHeight}: ${name(element)}`);
    }
  }
  for (const formula of document.querySelectorAll("math")) {
    const box = formula.getBoundingClientRect();
    if (box.width === 0) {
      if (formula.textContent.trim()) flaws.push(`not shown: ${name(formula)}`);
      continue;
    }
    for (let around = formula.parentElement; around && around !== document.body; around = around.parentElement) {
      if (!["hidden", "clip"].includes(styled(around).overflowY)) continue;
      const frame = around.getBoundingClientRect();
      if (box.top < frame.top - 1 || box.bottom > frame.bottom + 1) flaws.push(`cut above or below: ${name(formula)}`);
    }
  }
  // A column so narrow that words are broken into letters; a formula is never broken inside.
  for (const cell of document.querySelectorAll("td, th")) {
    if (cell.childNodes.length === 1 && cell.firstChild.localName === "math") continue;
    const size = parseFloat(styled(cell).fontSize);
    const text = cell.textContent.trim();
    const inner = cell.clientWidth - parseFloat(styled(cell).paddingLeft) - parseFloat(styled(cell).paddingRight);
    if (text.length > 6 && cell.clientWidth > 0 && inner < 2.5 * size) {
      flaws.push(`squeezed to ${Math.round(inner)}: ${name(cell)}`);
    }
  }
  return flaws;
}
