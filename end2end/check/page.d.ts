// What the start script meets in browsers that TypeScript's own description of them leaves out.

/** The browser's offer to install, which Chromium alone makes. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

interface WindowEventMap {
  beforeinstallprompt: BeforeInstallPromptEvent;
}

interface Navigator {
  /** Safari's own word for a page that was installed. */
  readonly standalone?: boolean;
}

interface Window {
  /** What the app asks of the page. */
  guildhall: Record<string, (...how: never[]) => unknown>;
  /** The Navigation API, which not every supported browser has. */
  readonly navigation?: EventTarget;
}
