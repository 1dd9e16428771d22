// The page's side of the service worker: registers it, asks it, and restarts into a new release
// only when told to.
const ANSWER_WITHIN = 60000;
let registration = null;

export async function register(onWaiting) {
  if (!navigator.serviceWorker) return false;
  registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const look = () => {
    // Without a controller this is the first release, and there is nothing to wait for.
    if (registration.waiting && navigator.serviceWorker.controller) onWaiting();
  };
  look();
  // Another tab let a newer release take over: what this page has not loaded yet belongs to that.
  if (navigator.serviceWorker.controller) {
    navigator.serviceWorker.addEventListener("controllerchange", () => onWaiting());
  }
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
  return true;
}

// Asks the active release something; its answer as JSON, empty where none comes.
export async function ask(question) {
  if (!registration) return "";
  const { active } = await navigator.serviceWorker.ready;
  return send(active, question);
}

function send(worker, question) {
  return new Promise((answer) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => answer(JSON.stringify(data));
    setTimeout(() => answer(""), ANSWER_WITHIN);
    worker.postMessage({ ask: question }, [port2]);
  });
}

// Looks for a new release; without a network there is none.
export function lookForUpdate() {
  registration?.update().catch(() => {});
}

// Lets the waiting release take over and loads the page once more, from it.
export function restart() {
  const waiting = registration?.waiting;
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  send(waiting, "take-over");
}
