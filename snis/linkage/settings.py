"""What a deployment says about linkage: `linkage` in padron.yaml.

Belongs here: the settings, their defaults and why they are what they are. Does not belong here: measuring
(assets/link/increment.py), or the weights (assets/link/linker).
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(gt=0, le=1)]


class LinkageSettings(BaseModel):
    """Settings of linkage; every one has a default that suits a national register.

    Attributes:
        population: records that the register is expected to hold, to which the model's starting probability is brought:
            the more people, the less two records that agree are one person. None: as the model was made.
        most_new_a_person: mean of new records for each person that takes any of them, in one transfer. A person has two
            or three ways of being written, not ten.
        most_new_of_one_person: share of a transfer's new records that one person may take. A filler that passes for a
            name or a number draws everybody to one person.
        most_merged: known persons that a transfer makes one with others, for each of its new records. One new record
            shows now and then that two known persons are one; a fifth of them doing so is a column in the wrong place.
        judged_from: transfers with fewer new records are not judged: what a handful does says nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    population: Annotated[int, Field(ge=1)] | None = None
    most_new_a_person: Annotated[float, Field(ge=1)] = 10.0
    most_new_of_one_person: Share = 0.02
    most_merged: Share = 0.2
    judged_from: Annotated[int, Field(ge=1)] = 1000
