// The head of a printed page: where and when it was printed, and what it is. On paper no clock tells, so it says UTC.

addEventListener("beforeprint", () => {
  const now = `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const said = ["", location.host, document.querySelector("h1")?.textContent ?? document.title, now].join(" · ");
  document.querySelector(".print-head")?.setAttribute("data-printed", said);
});
