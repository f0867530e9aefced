"""The lab's modules run under node as the disk's do: `node("../lab/models.js", …)`."""

from tests.disk.conftest import node as node
