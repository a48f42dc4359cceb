"""One schedule: what people do in a room on three processes, in bad weather, with cut lines and a killed process.

What happens follows from the seed; when it happens also from the machine, so a seed that failed is to be tried again
a few times.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.faults.nursery import Seedling
from tests.faults.redis_proxy import LossyRedis, Weather
from tests.fuzz.company import Company
from tests.fuzz.writers import PATIENCE, Door, Writer

STEPS = 22
LONGEST_PAUSE = 0.05
KILL_EVERY = 3  # schedules


@dataclass
class Schedule:
    seed: int
    servers: Sequence[Seedling]
    redis: LossyRedis
    steps: int = STEPS
    patience: float = PATIENCE

    async def play(self, doors: Callable[[], Door], kinds: Sequence[type[Writer]]) -> Company:
        """Raises Different where the people's copies never become equal."""
        chance = random.Random(self.seed)
        self.redis.reseed(self.seed)
        self.redis.weather = Weather(
            drop=chance.choice((0.0, 0.1, 0.3, 0.9)),
            double=chance.choice((0.0, 0.2)),
            delay=chance.choice((0.0, 0.3, 0.7)),
        )
        self.company = company = Company(doors, len(self.servers), kinds, chance)
        company.patience = self.patience
        await company.come_in()
        troubles = [asyncio.create_task(self._cut_redis(random.Random(chance.random())))]
        if self.seed % KILL_EVERY == 0:
            troubles.append(asyncio.create_task(self._kill(random.Random(chance.random()))))
        try:
            await asyncio.gather(*(self._live(number) for number in range(len(company.writers))))
        finally:
            troubles[0].cancel()
            await asyncio.gather(*troubles[1:])
        await company.agree()
        return company

    async def _live(self, number: int) -> None:
        company = self.company
        for _ in range(self.steps):
            writer = company.writers[number]
            match writer.chance.randrange(30):
                case 0 | 1:
                    company.counts["sockets cut"] += 1
                    writer.cut()
                    await writer.come_in()
                case 2:
                    company.counts["offline for some edits"] += 1
                    writer.cut()
                    for _ in range(writer.chance.randint(1, 4)):
                        await writer.write()
                    await writer.come_in()
                case 3 if writer.chance.random() < 0.3:
                    company.counts["left for good"] += 1
                    writer.cut()
                    company.check_refusals(writer)
                    writer.ledger.given_up |= writer.unacknowledged()
                    company.writers[number] = company.newcomer(type(writer))
                    await company.writers[number].come_in()
                case _:
                    await company.bring_back([writer])
                    await writer.write()
            await asyncio.sleep(writer.chance.uniform(0, LONGEST_PAUSE))

    async def _kill(self, chance: random.Random) -> None:
        victim, after = chance.choice(self.servers), chance.uniform(0.05, self.steps * LONGEST_PAUSE / 2)
        await asyncio.sleep(after)
        await asyncio.to_thread(victim.kill)
        self.company.counts["processes killed"] += 1
        await asyncio.sleep(chance.uniform(0, 0.5))
        await asyncio.to_thread(victim.start)

    async def _cut_redis(self, chance: random.Random) -> None:
        while True:
            await asyncio.sleep(chance.uniform(0.2, 2.0))
            self.redis.cut()
