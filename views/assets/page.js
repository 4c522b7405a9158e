// Everything on the pages works without this.

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (source === null || navigator.clipboard === undefined) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent);
    const before = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = before;
    }, 2000);
  });
}

for (const input of document.querySelectorAll("[data-filter]")) {
  const rows = document.getElementById(input.dataset.filter)?.children ?? [];
  input.parentElement.hidden = false;
  input.addEventListener("input", () => {
    const word = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(word);
  });
}

// The reader's own time of each time, in a tooltip.
const local = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
for (const time of document.querySelectorAll("time")) {
  if (time.dateTime.length > 10) time.title = `${local.format(new Date(time.dateTime))} (your time)`;
}
