import { useTitle } from "./title";

export function NotFound({ what }: { what: string }) {
  useTitle("", "Not found");
  return (
    <div class="card mx-auto mt-6 max-w-lg p-6">
      <h1 tabIndex={-1} class="mb-1 text-lg font-bold">
        Not found
      </h1>
      <p class="mb-4 text-dim">{what}</p>
      <a href="#/" class="button">
        To the overview
      </a>
    </div>
  );
}
