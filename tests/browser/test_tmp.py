import time, pytest, json
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import *
from kamcoach.web import context as rc
from tests.factories.scene import build_scene
from tests.factories.pages import PAGES
pytestmark = pytest.mark.browser
def test_a(live, chromium, clock):
    live.engine.reset()
    scene=build_scene(live.app, clock)
    ctx=chromium.new_context(base_url=live.url, viewport={"width":390,"height":844}, has_touch=True)
    page=ctx.new_page()
    axe=Axe()
    tot={}
    def add(k,t): tot[k]=tot.get(k,0)+time.time()-t
    for pg in PAGES:
        t=time.time(); shown=pg.open(scene); add('open',t)
        t=time.time()
        page.unroute_all()
        page.route(lambda u: '/static/' not in u, lambda r: r.fulfill(status=shown.status, headers=dict(shown.headers.items()), body=shown.html))
        page.set_viewport_size({"width":390,"height":844})
        page.emulate_media(color_scheme='light')
        page.goto(scene.path(pg.path)); add('goto',t)
        for w,c in ((390,'light'),(390,'dark'),(1280,'dark'),(1280,'light')):
            t=time.time(); page.set_viewport_size({"width":w,"height":844}); page.emulate_media(color_scheme=c); add('set',t)
            t=time.time(); r=axe.run(page, options={"resultTypes":["violations"]}); add('axe',t)
            if r.violations_count: print(pg.name,w,c,[(v['id'],[n['target'] for n in v['nodes']][:4]) for v in r.response['violations']])
    print(tot)
