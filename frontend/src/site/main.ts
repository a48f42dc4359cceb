// What the site's pages need of script: htmx, which changes parts of a page in place.
import "htmx.org";
