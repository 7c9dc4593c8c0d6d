/** Pages whose script comes when they are first opened, so that the first one opens fast. */
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Heading } from "./heading";
import { Skeleton } from "./skeleton";

/** The page that `load` brings; a script that is gone (a new version was deployed) asks for a reload. */
export function lazy<Props>(load: () => Promise<FunctionComponent<Props>>): FunctionComponent<Props> {
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
    return Loaded === null ? <Skeleton /> : <Loaded {...(props as Props & object)} />;
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
