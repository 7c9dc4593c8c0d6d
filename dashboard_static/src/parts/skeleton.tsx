/** The page's shape while its first answer is on the way. */
export function Skeleton() {
  return (
    <div aria-busy="true">
      <h1 class="sr-only">Loading</h1>
      <div class="mb-4 flex items-start gap-3">
        <div class="skeleton mt-1.5 size-6 rounded-full" />
        <div class="min-w-0">
          <div class="skeleton mb-1 h-7 w-64 max-w-full" />
          <div class="skeleton h-4 w-48 max-w-full" />
        </div>
      </div>
      <div class="card mb-4 h-40" />
      <div class="card h-96" />
    </div>
  );
}
