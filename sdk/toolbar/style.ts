/**
 * The toolbar's styles, adopted by its shadow root: no style element or attribute, so no exception in a page's policy.
 * Sizes are in em of the reader's own font size, because the page's root may have any. The host is `!important` all over,
 * or a rule of the page for every element would win. Written without spaces: it is text, which no bundler makes smaller.
 */
export const STYLE = `
:host{all:initial!important;position:fixed!important;z-index:2147483647!important;inset:auto 0 0 0!important;height:0!important;display:block!important;direction:ltr!important;color-scheme:light dark!important}
@media print{:host{display:none!important}}
[hidden]{display:none!important}
*{box-sizing:border-box;margin:0}
section{
--bg:#fff;--sunken:#f3f3f0;--hover:#f6f6f3;--line:#e7e7e2;--edge:#85888e;
--text:#1a1b1e;--text-2:#4b4e55;--text-3:#63666d;
--accent:#2450c8;--on-accent:#fff;--soft:#eaeffc;--ok:#14693a;--warn:#854d00;--warn-soft:#fcf1dd;
--shadow:0 0 0 1px rgb(22 22 16 / .09),0 2px 6px rgb(22 22 16 / .08),0 16px 40px -8px rgb(22 22 16 / .28);
font:.8125em/1.5 -apple-system,"Segoe UI Variable Text","Segoe UI",Inter,Roboto,"Noto Sans",system-ui,sans-serif;
color:var(--text);
}
@media (prefers-color-scheme:dark){
section{
--bg:#191b1e;--sunken:#24272c;--hover:#1f2226;--line:#2d3036;--edge:#747982;
--text:#ededeb;--text-2:#b4b7bd;--text-3:#9da1a9;
--accent:#8fb0ff;--on-accent:#0c1429;--soft:#1c2743;--ok:#74d19b;--warn:#e9b35c;--warn-soft:#2c2413;
--shadow:0 0 0 1px rgb(255 255 255 / .12),0 16px 40px -8px rgb(0 0 0 / .7);
}
}
button,input{font:inherit;color:inherit}
button{cursor:pointer;border:0;background:none;padding:0}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
svg{width:1.15em;height:1.15em;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.launcher,.panel{position:absolute;bottom:12px;right:12px;background:var(--bg);border:1px solid transparent;background-clip:padding-box;box-shadow:var(--shadow)}
.left>*{right:auto;left:12px}
.launcher{display:flex;gap:.5em;align-items:center;padding:.6em 1em .6em .8em;border-radius:99px;font-weight:600;white-space:nowrap}
.launcher:hover{background:var(--hover)}
.launcher.forced{background:var(--accent);color:var(--on-accent)}
.panel{display:flex;flex-direction:column;width:min(26.5em,calc(100vw - 16px));max-height:min(42em,calc(100vh - 16px));max-height:min(42em,calc(100dvh - 16px));border-radius:12px;overflow:hidden}
header{display:flex;align-items:center;gap:.75em;padding:.7em .7em .5em 1.1em}
h2{font-size:1.08em;font-weight:600}
.status{display:flex;align-items:center;gap:.45em;color:var(--text-2);margin-right:auto}
.status::before{content:"";width:.55em;height:.55em;border-radius:50%;border:2px solid var(--edge)}
.status[data-status=live]::before{border-color:var(--ok);background:var(--ok)}
.status[data-status=stale]::before,.status[data-status=refused]::before{border-color:var(--warn)}
.icon{display:grid;place-items:center;width:2.2em;height:2.2em;border-radius:6px;color:var(--text-2)}
.icon:hover{background:var(--hover);color:var(--text)}
.search{padding:0 1em .8em}
input{width:100%;padding:.45em .7em;border:1px solid var(--edge);border-radius:6px;background:var(--bg)}
input::placeholder{color:var(--text-3);opacity:1}
.notice{padding:.6em 1.1em;background:var(--warn-soft);color:var(--warn)}
.list{overflow-y:auto;overscroll-behavior:contain;border-block:1px solid var(--line);flex:1 1 auto;min-height:4em}
.list:focus-visible{outline-offset:-2px}
ul{list-style:none;padding:0}
li,.answer{display:flex;flex-wrap:wrap;gap:.2em 1em;align-items:baseline}
li{padding:.7em 1.1em;content-visibility:auto;contain-intrinsic-size:auto 5em}
li + li{border-top:1px solid var(--line)}
.answer{flex:1 0 100%}
.key,.reason,.value{overflow-wrap:anywhere}
.key,.reason{flex:1}
.value,details{max-width:100%}
.key{font-weight:600;min-width:60%}
.reason{color:var(--text-3)}
details{width:100%}
.forced .reason{color:var(--accent);font-weight:600}
code,pre{font:.95em/1.5 ui-monospace,"SF Mono","Cascadia Code","DejaVu Sans Mono",Menlo,Consolas,monospace;color:var(--text-2)}
summary code{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
pre{margin-top:.3em;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--sunken);border-radius:6px;padding:.5em .7em}
summary{cursor:pointer;border-radius:4px;display:flex;gap:.5em;align-items:center}
summary::before{content:"\\25b8";content:"\\25b8" / "";color:var(--text-3)}
[open]>summary::before{rotate:90deg}
.variants{display:flex;flex-wrap:wrap;gap:.4em}
.variants button{padding:.05em .75em;border:1px solid var(--line);border-radius:99px;color:var(--text-2);overflow-wrap:anywhere;text-align:left}
.variants button:hover{background:var(--hover);color:var(--text)}
.variants [aria-current]{border-color:var(--accent);color:var(--accent);background:var(--soft)}
.variants [aria-current]::before{content:"\\2022\\00a0";content:"\\2022\\00a0" / ""}
.variants [aria-pressed=true]{border:1px dashed var(--accent);color:var(--accent)}
.variants [aria-pressed=true][aria-current]{border-style:solid;background:var(--accent);color:var(--on-accent)}
.variants [aria-pressed=true]::after{content:"\\00a0\\00d7";content:"\\00a0\\00d7" / ""}
.nothing{padding:2em 1.1em;text-align:center;color:var(--text-3)}
footer{display:flex;flex-wrap:wrap;align-items:center;gap:.5em;padding:.7em 1.1em}
.count{margin-right:auto;color:var(--text-2)}
footer button{padding:.3em .9em;border-radius:6px;border:1px solid var(--edge);font-weight:500}
footer button:hover{background:var(--hover)}
footer .primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
footer .primary:hover{background:var(--accent);opacity:.9}
.told{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media (pointer:coarse){.variants button{padding:.6em 1em}footer button{padding:.7em 1em}.icon,.launcher{min-width:44px;min-height:44px}input{font-size:max(16px,1em)}}
@media (max-width:480px){.panel{right:8px;bottom:8px}.left>.panel{left:8px}}
`;
