// Everything a first page needs: htmx and the manners of our forms. Pictures (map, chart) are entries of their own.
import "htmx.org";
import "./parts/answers";
import "./parts/sending";
import "./parts/menus";
import "./parts/printing";
import "./parts/lists";
import "./parts/due";
import "./parts/files";
import "./parts/chosen";
import "./parts/position";
import "./parts/push";
import "./parts/rotating-code";
import "./queue/page";
import "./queue/list";
import "./offline";

document.documentElement.classList.add("has-scripts");
