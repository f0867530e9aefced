"""The picture of labels in the Poincaré disk, or the plane: what is drawn, and what draws it.

`values` are what a caller hands over, `scene` checks it and brings it into shape, `packet` has the
bytes that the browser's modules (assets/disk/) read, `page` puts both onto pages of their own. The
app's binding to Streamlit is `pages.ui.disk`. Nothing here arranges points: they are flat already.
"""
