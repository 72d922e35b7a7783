/**
 * Keeps the page for when there is no network, and says when a newer one has come. It never reloads by itself: somebody
 * may be in the middle of something. Only pages call this; what is embedded elsewhere leaves that host's visitors alone.
 */

export async function startOffline(): Promise<void> {
  const { serviceWorker } = navigator;
  const saves = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
  // `serviceWorker` is missing where the address is neither https nor this machine.
  if (!import.meta.env.PROD || !serviceWorker || saves) return;
  try {
    const scope = new URL('./', document.baseURI);
    const registration = await serviceWorker.register(new URL('sw.js', scope), {
      scope: scope.href,
      updateViaCache: 'none',
    });
    watch(registration, tell);
  } catch (error) {
    // A host without sw.js, a browser that refuses: the page works as it did, with a network.
    console.info('The page is not kept for offline use:', error);
  }
}

function tell(reload: () => void): void {
  import('../page/update.ts').then(({ tellUpdate }) => tellUpdate(reload)).catch((error) => console.warn(error));
}

function watch(registration: ServiceWorkerRegistration, onUpdate: (reload: () => void) => void): void {
  const { serviceWorker } = navigator;
  // Of a first visit the first worker takes over: that is no newer version.
  let controlled = serviceWorker.controller !== null;
  let asked = false;
  const reload = () => {
    asked = true;
    const { waiting } = registration;
    if (!waiting) return location.reload();
    // A tab that no worker has is not told of the change of workers.
    waiting.addEventListener('statechange', () => waiting.state === 'activated' && location.reload());
    waiting.postMessage('take-over');
  };
  serviceWorker.addEventListener('controllerchange', () => {
    // Another tab may have asked for it; here only the reader decides.
    if (asked) location.reload();
    else if (controlled) onUpdate(reload);
    controlled = true;
  });
  const offerInstalled = () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && registration.active) onUpdate(reload);
    });
  };
  if (registration.waiting) onUpdate(reload);
  offerInstalled();
  registration.addEventListener('updatefound', offerInstalled);
}
