using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>Aliases of model versions.</summary>
internal static class ModelAliasTable
{
    /// <summary>Gives a version an alias, which another version of the model may have had.</summary>
    public static void Set(Session session, string name, string alias, long version)
    {
        ModelVersionTable.Get(session, name, version);
        session.Run(
            "INSERT INTO registered_model_aliases (name, alias, version) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET version = excluded.version",
            name, alias, version);
    }

    /// <summary>An alias that is not there is well too.</summary>
    public static void Delete(Session session, string name, string alias)
    {
        RegisteredModelTable.Require(session, name);
        session.Run("DELETE FROM registered_model_aliases WHERE name = ?1 AND alias = ?2", name, alias);
    }

    /// <summary>The version that has the alias; <c>latest</c> is the one with the highest number.</summary>
    public static ModelVersion GetVersion(Session session, string name, string alias)
    {
        var version = RegistryLimits.IsLatest(alias)
            ? session.First(
                "SELECT max(version) FROM model_versions WHERE name = ?1 AND current_stage IS NOT ?2", static row => row.IntegerOrNull(0), name, ModelStages.Deleted)
            : session.First(
                "SELECT version FROM registered_model_aliases WHERE name = ?1 AND alias = ?2", static row => row.IntegerOrNull(0), name, alias);
        // Not 404: it is MLflow's answer, and its clients look for it.
        return version is { } number
            ? ModelVersionTable.Get(session, name, number)
            : throw TrackingFault.Invalid($"Registered model alias {alias} not found.");
    }

    public static List<ModelAlias> OfModel(Session session, string name) => session.All(
        "SELECT alias, version FROM registered_model_aliases WHERE name = ?1 ORDER BY alias", static row => new ModelAlias(row.Text(0), row.Text(1)), name);

    public static List<string> OfVersion(Session session, string name, string version) => session.All(
        "SELECT alias FROM registered_model_aliases WHERE name = ?1 AND version = ?2 ORDER BY alias", static row => row.Text(0), name, version);
}
