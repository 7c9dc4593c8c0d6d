import { render } from "preact";
import { App } from "./app";
import { loadConfig } from "./config";
import { config, findSession, followRoute } from "./state";
import "./styles.css";

async function start(root: HTMLElement): Promise<void> {
  try {
    config.value = await loadConfig();
  } catch {
    root.textContent = "The settings of this page could not be read. Reload to try again.";
    return;
  }
  followRoute();
  void findSession();
  render(<App />, root);
}

const root = document.getElementById("app");
if (root !== null) void start(root);
