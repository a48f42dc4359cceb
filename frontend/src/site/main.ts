// What the site's pages gain by script; every one of them works without it.
import htmx from "htmx.org";

import { startCopying } from "./copy";
import { startForms } from "./forms";
import { startMenus } from "./menu";
import { startOffline } from "./offline";
import { startSettings } from "./settings";
import { startTheme } from "./theme";
import { startTimes } from "./times";
import { startToasts } from "./toasts";

// The content security policy allows no evaluated script, and the site's styles are in its own sheet.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;

startTheme();
startToasts();
startMenus();
startCopying();
startTimes();
startForms();
startSettings();
startOffline();
