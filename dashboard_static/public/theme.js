// Runs before the first paint, so that a dark page never flashes white.
// It is a file of its own because the Content-Security-Policy allows no inline script.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch (error) {
    // Storage can be forbidden; then the system decides.
  }
  var dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme =
    chosen === "dark" || chosen === "light" ? chosen : dark ? "dark" : "light";
})();
