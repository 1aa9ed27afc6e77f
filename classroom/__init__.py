"""What a teacher needs: the source of the exercises, nbgrader's settings and a round of grading that goes through."""

import os
import sysconfig

# nbgrader opens its gradebook with the program alembic, by its bare name. That lies beside this Python, where nobody
# looks as long as the virtual environment is not activated.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
