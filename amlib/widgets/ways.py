"""
The ways in which a total can be divided, as a choice beside the button.

Who divides a total decides who can make it, so the ways stand beside each other, each by its name. A way of which it is not known by what it would divide is shown too, with the reason: what is not
offered cannot be missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.plan import targets

if TYPE_CHECKING:
    from amlib.widgets.ground import Ground

__all__ = ["told"]

_CALLED = {"proportional": "In proportion", "potential": "By potential", "equal_stretch": "Equal stretch"}
_HELPS = {
    "proportional": "Every outlet the same growth on its year without action; groups keep their present proportions",
    "potential": "What must be added goes to outlets where comparable ones sell more; groups keep their present proportions",
    "equal_stretch": "Every outlet about equally likely to reach its target; groups keep their present proportions",
}
_LACKS = {
    "potential": "what articles would bring per outlet is not known",
    "equal_stretch": "there is too little history per outlet",
}


def told(ground: Ground) -> list[dict[str, Any]]:
    """
    The ways, in the current language; the first is as the parts lie now.

    Returns
    -------
    list of dict
        ``key`` (a method of ``targets.METHODS``, or '' for as it lies now), ``label``, ``help``, ``possible``.
    """
    now = {
        "key": "",
        "label": language.say("As it is divided now"),
        "help": language.say("Groups and outlets keep their present proportions"),
        "possible": True,
    }
    return [now, *(_way(ground, method) for method in targets.METHODS)]


def _way(ground: Ground, method: str) -> dict[str, Any]:
    label, weights = language.say(_CALLED[method]), ground.weights.get(method)
    possible = method == "proportional" or (weights is not None and bool((weights > 0).any()))
    if not possible:
        label = language.say("{way} (not possible: {why})", way=label, why=language.say(_LACKS[method]))
    return {"key": method, "label": label, "help": language.say(_HELPS[method]), "possible": possible}
