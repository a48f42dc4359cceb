// The entry of the room's page.
import { createRoot } from "react-dom/client";

const root = document.getElementById("room");
if (root) createRoot(root).render(<main />);
