// The page's own part: unpacks the proofs that came with the page, checks them at a button, and says where this
// agrees with what is printed.

/** What each verdict says is proved; verdicts that rest on no proof are missing. */
const PROVED_BY = { certified: "claim", holey: "claim", refuted: "negation", vacuous: "vacuity" };
const SAID = { claim: "proved", negation: "disproved", vacuity: "vacuous" };

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

const pause = () => new Promise((go) => setTimeout(go));

/** How what was found agrees with a verdict: null if it does, else why not. */
function disagreement(verdict, result) {
  const wanted = PROVED_BY[verdict];
  if (!wanted) return result?.proved.length ? `the page says ${verdict}, but there is a proof` : null;
  const found = result?.proved.find((one) => one.proves === wanted);
  if (!found) return result?.rejected[0]?.reason ?? "there is no proof of this";
  if (verdict === "certified" && found.holes.length) return `the proof has holes: ${found.holes.join(", ")}`;
  return null;
}

/** Adds to a claim what this browser read and found. */
function tell(row, result) {
  const cell = row.querySelector("[data-label=Verdict]");
  const note = document.createElement("span");
  note.className = "second";
  note.textContent = result.proved.map((one) => `${SAID[one.proves]} here, ${one.steps} step${one.steps === 1 ? "" : "s"}`).join("; ");
  cell.append(note);
  const article = document.getElementById(row.dataset.anchor);
  if (!article || !result.statement) return;
  const details = document.createElement("details");
  details.dataset.second = row.dataset.claim;
  const summary = document.createElement("summary");
  summary.textContent = "The statement as this browser read it";
  const text = document.createElement("pre");
  details.append(summary, text);
  details.addEventListener("toggle", () => (text.textContent ||= printed(result.statement)), { once: true });
  article.append(details);
}

function printed(statement) {
  try {
    return statementText(statement);
  } catch (error) {
    return error.message;
  }
}

async function recheck(section, said) {
  const bundle = await unpacked(document.getElementById("bundle").textContent);
  const total = Object.keys(bundle.certificates.claims).length;
  const results = new Map();
  let shown = performance.now();
  for (const result of checkBundle(bundle)) {
    results.set(result.id, result);
    if (performance.now() - shown > 50) {
      said.textContent = `${results.size} of ${total} claims`;
      await pause();
      shown = performance.now();
    }
  }
  const differs = [];
  const counts = { claim: 0, negation: 0, vacuity: 0 };
  let without = 0;
  for (const row of document.querySelectorAll("tr[data-claim]")) {
    const result = results.get(row.dataset.claim);
    const why = disagreement(row.dataset.verdict, result);
    if (why) differs.push(`${row.dataset.claim}: ${why}`);
    else if (PROVED_BY[row.dataset.verdict]) counts[PROVED_BY[row.dataset.verdict]]++;
    else without++;
    if (result) tell(row, result);
  }
  const words = Object.entries(counts).filter(([, n]) => n).map(([kind, n]) => `${n} ${SAID[kind]}`);
  const rest = without ? ` ${without} more have no proof: they rest on exact models, or are open.` : "";
  said.textContent = differs.length
    ? `This browser disagrees about ${differs.length} of the claims.`
    : `This browser agrees with every verdict that has a proof: ${words.join(", ")}.${rest}`;
  for (const difference of differs) {
    const line = document.createElement("p");
    line.className = "problem";
    line.textContent = difference;
    section.append(line);
  }
  section.dataset.state = differs.length ? "differs" : "agrees";
}

function offer() {
  const said = document.getElementById("said");
  const section = said.parentElement;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Check every proof in this browser";
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "Unpacking the proofs";
    try {
      await recheck(section, said);
    } catch (error) {
      section.dataset.state = "failed";
      said.textContent = `The check could not be run: ${error.message}`;
    }
  });
  section.insertBefore(button, said);
}

offer();
