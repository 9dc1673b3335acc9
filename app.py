"""Entry point of the server, and of what it runs for each reader: menu and title at once, then what takes a second to load.

The one place errors are shown.
"""

import streamlit as st

if __name__ == "__main__":
    from dse import identity
    from dse.ui.frame import menu

    st.set_page_config(page_title=identity.read_identity().title, page_icon=menu.ICON, layout="wide")
    page = menu.build_navigation()
    with menu.mark_frame(), menu.show_loading(page):
        from dse.ui.frame import actions, shell
        from dse.ui.search import search_box
        from dse.ui.versions import backups

        with shell.show_errors(), actions.keep_outcomes():
            if shell.begin_page(page, offer_restoration=backups.show, draw_search=search_box.draw):
                page.run()
                search_box.prepare(page)
            shell.freeze_imports()
else:
    from dse.ui import server

    app = st.App(__file__, middleware=server.MIDDLEWARE, lifespan=server.lifespan)
