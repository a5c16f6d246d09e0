"""The main calls of MLflow's own client against a tracking server: official_client.py URI FOLDER. Prints "ok" or fails."""

import os
import sys

import mlflow
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

uri, folder = sys.argv[1:]
mlflow.set_tracking_uri(uri)
client = MlflowClient()

# Get by name is answered 404, and the experiment is made; the second time it is found.
experiment = mlflow.set_experiment("official client").experiment_id
assert mlflow.set_experiment("official client").experiment_id == experiment
client.set_experiment_tag(experiment, "team", "red")
assert client.get_experiment(experiment).tags["team"] == "red"

file = os.path.join(folder, "größe 100%.txt")
with open(file, "w", encoding="utf-8") as text:
    text.write("content")

with mlflow.start_run(run_name="parent") as parent:
    mlflow.log_param("noise", 0.3)
    mlflow.log_params({"filters": 8, "optimizer": "adam"})
    mlflow.set_tag("why", "thesis")
    for step in range(5):
        mlflow.log_metric("val/loss", 1.0 / (step + 1), step=step)
    mlflow.log_metrics({"accuracy": 0.5, "broken": float("nan")}, step=4)
    mlflow.log_artifact(file, "texts")
    mlflow.log_text("a note", "notes/a.txt")
    mlflow.log_dict({"a": 1}, "notes/a.json")
    with mlflow.start_run(run_name="child", nested=True) as child:
        client.log_batch(child.info.run_id, [Metric("val/loss", 0.1, 1, 0)], [Param("noise", "0.5")], [RunTag("k", "v")])

run = client.get_run(parent.info.run_id)
assert run.info.status == "FINISHED" and run.info.run_name == "parent", run.info
assert run.data.params == {"noise": "0.3", "filters": "8", "optimizer": "adam"}, run.data.params
assert run.data.metrics["val/loss"] == 0.2 and run.data.metrics["broken"] != run.data.metrics["broken"]
assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == parent.info.run_id
assert [point.step for point in client.get_metric_history(parent.info.run_id, "val/loss")] == [0, 1, 2, 3, 4]

found = client.search_runs([experiment], "metrics.`val/loss` < 0.15 and params.noise = '0.5'", order_by=["metrics.`val/loss` ASC"])
assert [one.info.run_id for one in found] == [child.info.run_id], found
assert {one.name for one in client.search_experiments()} >= {"official client"}

assert [entry.path for entry in client.list_artifacts(parent.info.run_id, "texts")] == ["texts/größe 100%.txt"]
with open(client.download_artifacts(parent.info.run_id, "texts/größe 100%.txt", folder), encoding="utf-8") as text:
    assert text.read() == "content"

try:
    client.log_param(parent.info.run_id, "noise", 0.4)
    raise SystemExit("a param was changed")
except mlflow.exceptions.MlflowException as refused:
    assert "Changing param values is not allowed" in str(refused), refused

client.create_registered_model("official")
version = client.create_model_version("official", f"runs:/{parent.info.run_id}/texts", parent.info.run_id)
client.set_registered_model_alias("official", "champion", version.version)
assert client.get_model_version_by_alias("official", "champion").run_id == parent.info.run_id
assert [one.version for one in client.search_model_versions("name = 'official'")] == [version.version]

client.set_terminated(child.info.run_id, "KILLED")
client.delete_run(child.info.run_id)
assert [one.info.run_id for one in client.search_runs([experiment])] == [parent.info.run_id]
client.restore_run(child.info.run_id)
assert client.get_run(child.info.run_id).info.lifecycle_stage == "active"
print("ok")
