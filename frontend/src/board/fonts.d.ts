/** The files below assets/fonts/, as `Family/Name-hash.woff2`. */
declare module "virtual:board-fonts" {
  const names: readonly string[];
  export default names;
}
