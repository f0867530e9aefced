"""Chunks on several cores: the same bits for any number of threads, errors, callers at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

from hmlc_core.errors import SettingError
from hmlc_core.geometry.kernels import cores as module
from hmlc_core.geometry.kernels import gru_sequence, neg_distances, pooled_scores
from hmlc_core.geometry.kernels.cores import Cores, available, chunks, cores
from hmlc_core.models.heads import PositionHead

NUMBERS = (1, 2, 16)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = cores.threads
    yield
    cores.threads = before


class TestChunks:
    @pytest.mark.parametrize("count", [0, 1, 2, 15, 16, 17, 50, 1000])
    @pytest.mark.parametrize("least", [1, 4, 100])
    def test_are_all_in_order_and_nearly_equal(self, count: int, least: int) -> None:
        parts = chunks(count, least=least)
        assert [n for part in parts for n in range(part.start, part.stop)] == list(range(count))
        sizes = [part.stop - part.start for part in parts]
        assert 1 <= len(sizes) <= module.MOST
        assert max(sizes) - min(sizes) <= 1
        assert min(sizes) >= min(count, least)

    def test_do_not_depend_on_threads(self) -> None:
        found = set()
        for cores.threads in NUMBERS:
            found.add(len(chunks(50)))
        assert found == {module.MOST}


class TestAvailable:
    def test_is_what_openmp_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.sched_getaffinity", lambda _: range(8), raising=False)
        for told, expected in (("3", 3), ("4,2", 4), ("100", 8), ("", 8)):
            monkeypatch.setenv("OMP_NUM_THREADS", told)
            assert available() == expected
        monkeypatch.delenv("OMP_NUM_THREADS")
        assert available() == 8

    @pytest.mark.parametrize("told", ["0", "-1", "many"])
    def test_is_not_guessed(self, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OMP_NUM_THREADS", told)
        with pytest.raises(SettingError, match=rf"OMP_NUM_THREADS.*1 or more.*{told}"):
            available()


class TestEach:
    @pytest.mark.parametrize("threads", NUMBERS)
    def test_results_are_in_the_order_of_parts(self, threads: int) -> None:
        parts = chunks(100)
        assert Cores(threads).each(lambda part: part.start, parts) == [p.start for p in parts]

    def test_helpers_work_at_the_same_time(self) -> None:
        meeting = threading.Barrier(3, timeout=30)
        found = Cores(3).each(lambda _: (meeting.wait(), threading.get_ident())[1], chunks(3))
        assert len(set(found)) == 3

    def test_one_thread_is_the_callers(self) -> None:
        found = Cores(1).each(lambda _: threading.get_ident(), chunks(100))
        assert set(found) == {threading.get_ident()}

    @pytest.mark.parametrize("threads", NUMBERS)
    def test_the_first_error_is_raised_and_others_go_on_working(self, threads: int) -> None:
        team = Cores(threads)

        def work(part: slice) -> int:
            if part.start >= 5:
                raise ValueError(f"part {part.start}")
            return part.start

        for _ in range(20):
            with pytest.raises(ValueError, match="part 5"):
                team.each(work, chunks(16))
        assert team.each(lambda part: part.start, chunks(4)) == [0, 1, 2, 3]

    def test_nobody_works_on_a_call_that_has_raised(self) -> None:
        began, go_on, ended = threading.Event(), threading.Event(), threading.Event()
        team, caller = Cores(2), threading.get_ident()

        def work(part: slice) -> None:
            if threading.get_ident() != caller:
                began.set()
                go_on.wait(30)
                ended.set()
            else:
                began.wait(30)
                go_on.set()
                raise ValueError("of the caller")

        with pytest.raises(ValueError, match="of the caller"):
            team.each(work, chunks(2))
        assert ended.is_set()

    def test_no_gradients_are_recorded_in_any_thread(self) -> None:
        meeting = threading.Barrier(2, timeout=30)

        def work(_: slice) -> bool:
            meeting.wait()
            return torch.is_grad_enabled()

        assert Cores(2).each(work, chunks(2)) == [False, False]
        assert torch.is_grad_enabled()

    def test_helpers_go_round_the_callers(self) -> None:
        order = by_helpers_of_two_callers(Cores(3), seconds=30)
        assert sorted(order) == ["a"] * 15 + ["b"] * 15
        # Two chunks may have been taken, and one asked for, before there was a second caller.
        ahead = [abs(order[:n].count("a") - order[:n].count("b")) for n in range(len(order))]
        assert max(ahead) <= 4

    def test_helpers_rest_while_callers_are_as_many_as_threads(self) -> None:
        # One chunk may have been taken before there was a second caller.
        assert len(by_helpers_of_two_callers(Cores(2), seconds=0.3)) <= 1


def by_helpers_of_two_callers(team: Cores, seconds: float) -> list[str]:
    """Whose chunks helpers take, in order, for so long at most: both callers stay in their first of
    16 until then."""
    order, results = list[str](), dict[str, list[str]]()
    inside, ready = threading.Barrier(3, timeout=30), threading.Event()
    all_taken, over = threading.Event(), threading.Event()
    callers = threading.local()

    def call(name: str) -> None:
        callers.waits = True

        def work(_: slice) -> str:
            if not hasattr(callers, "waits"):  # a helper
                assert ready.wait(30)
                order.append(name)
                if len(order) == 2 * 15:
                    all_taken.set()
            elif callers.waits:
                callers.waits = False
                inside.wait()
                assert over.wait(30)
            return name

        results[name] = team.each(work, chunks(16))

    threads = [threading.Thread(target=call, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    inside.wait()
    ready.set()
    all_taken.wait(seconds)
    taken = list(order)
    over.set()
    for thread in threads:
        thread.join(60)
    assert results == {"a": ["a"] * 16, "b": ["b"] * 16}
    return taken


def points(*shape: int) -> Tensor:
    random = torch.Generator().manual_seed(sum(shape))
    x = torch.randn(*shape, generator=random, dtype=torch.float64)
    return (x / x.norm(dim=-1, keepdim=True) * 0.7).requires_grad_()


LENGTHS = torch.tensor([9, 0, 3, 9, 7] * 11)


def recurrence() -> tuple[Tensor, ...]:
    random = torch.Generator().manual_seed(0)
    index = torch.randint(0, 20, (len(LENGTHS), 9), generator=random)
    ux, b = points(3, 20, 6), points(3, 6)
    w = torch.randn(3, 6, 6, generator=random, dtype=torch.float64).requires_grad_()
    states = gru_sequence(ux, index, w, b, LENGTHS, block=2)
    return states, *torch.autograd.grad(states.square().sum(), (ux, w, b))


def scores() -> tuple[Tensor, ...]:
    words, labels = points(len(LENGTHS), 9, 6), points(5, 6)
    found = neg_distances(words, labels, LENGTHS, block=3)
    return found, *torch.autograd.grad(found.square().sum(), (words, labels))


def pooled() -> tuple[Tensor, ...]:
    words, labels = points(len(LENGTHS), 9, 6), points(5, 6)
    weights = torch.full((len(LENGTHS), 9), 1 / 9, dtype=torch.float64).requires_grad_()
    tau = torch.tensor([4.0], dtype=torch.float64, requires_grad=True)
    mean, peak = pooled_scores(words, labels, LENGTHS, weights, tau, block=3)
    inputs = (words, labels, weights, tau)
    return mean, peak, *torch.autograd.grad((mean * peak).sum(), inputs)


def head() -> tuple[Tensor, ...]:
    random = torch.Generator().manual_seed(0)
    layers = PositionHead(9, ordered=False, biases=True, generator=random, dtype=torch.float64)
    found = torch.randn(len(LENGTHS), 5, 9, generator=random, dtype=torch.float64).requires_grad_()
    logits = layers(found, torch.ones(len(LENGTHS), 9), None)
    return logits, *torch.autograd.grad(logits.square().sum(), (found, *layers.parameters()))


@pytest.mark.slow
@pytest.mark.parametrize("work", [recurrence, scores, pooled, head], ids=lambda f: f.__name__)
def test_values_and_gradients_are_the_same_for_any_number_of_threads(work) -> None:
    found = []
    for cores.threads in (*NUMBERS, 2):
        found.append(work())
    for other in found[1:]:
        assert all(torch.equal(x, y) for x, y in zip(found[0], other, strict=True))
