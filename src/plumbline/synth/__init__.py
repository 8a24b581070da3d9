"""Made-up services with a story, for demonstration and tests. Nobody in them exists.

`make` writes an extract; `councils` lists the made-up councils.
"""

from plumbline.synth.faults import PlantedFault, faults_csv
from plumbline.synth.making import SynthSummary, councils, make
from plumbline.synth.story import Planted

__all__ = ["Planted", "PlantedFault", "SynthSummary", "councils", "faults_csv", "make"]
