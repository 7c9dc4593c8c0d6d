import { Heading } from "../parts/heading";
import { useTitle } from "./title";

export function NotFound({ what }: { what: string }) {
  useTitle("", "Not found");
  return (
    <div class="card mx-auto mt-6 max-w-lg p-6">
      <Heading class="mb-1 text-lg font-bold">Not found</Heading>
      <p class="mb-4 text-dim">{what}</p>
      <a href="#/" class="button">
        To the overview
      </a>
    </div>
  );
}
