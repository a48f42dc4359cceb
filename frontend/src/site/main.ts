// What the site's pages gain by script; every one of them works without it.
import htmx from "htmx.org";

import { startCalendar } from "./calendar";
import { startCopying } from "./copy";
import { startForms } from "./forms";
import { startMenus } from "./menu";
import { startMoments } from "./moments";
import { startNews } from "./news";
import { startOffline } from "./offline";
import { startSettings } from "./settings";
import { startTheme } from "./theme";
import { startTimes } from "./times";
import { startToasts } from "./toasts";
import { startZone } from "./zone";

// The content security policy allows no evaluated script, and the site's styles are in its own sheet.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
// Pages are private: what was seen is read again when somebody goes back, and lies in no store of the browser.
htmx.config.historyCacheSize = 0;

startZone();
startTheme();
startToasts();
startMenus();
startCopying();
startTimes();
startForms();
startSettings();
startCalendar();
startMoments();
startNews();
startOffline();
