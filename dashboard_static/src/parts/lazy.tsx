/** Pages, and parts of the first one, whose script comes when it is needed: so the first picture comes fast. */
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Heading } from "./heading";
import { Skeleton } from "./skeleton";

/** What `load` brings; a script that is gone (a new version was deployed) asks for a reload. */
export function lazy<Props>(
  load: () => Promise<FunctionComponent<Props>>,
  Place: FunctionComponent = Skeleton,
): FunctionComponent<Props> {
  let known: FunctionComponent<Props> | null = null;
  return function Lazy(props: Props) {
    const [Loaded, setLoaded] = useState<FunctionComponent<Props> | null>(() => known);
    const [isFailed, setFailed] = useState(false);
    useEffect(() => {
      if (known !== null) return;
      load().then(
        (component) => {
          known = component;
          setLoaded(() => component);
        },
        () => setFailed(true),
      );
    }, []);
    if (isFailed) return <Gone />;
    return Loaded === null ? <Place /> : <Loaded {...(props as Props & object)} />;
  };
}

function Gone() {
  return (
    <div class="card mx-auto mt-6 max-w-lg p-6">
      <Heading class="mb-1 text-lg font-bold">This page could not be loaded</Heading>
      <p class="mb-4 text-dim">There may be a newer version of it, or no connection.</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        Reload
      </button>
    </div>
  );
}
