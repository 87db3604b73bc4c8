using Polydev.Drivers.Nomad.Client;

namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>Fits a job to a version of Nomad: says what it means in that version's words, and leaves out what it does not know.</summary>
/// <remarks>Servers ignore fields that they do not know, but drivers fail the allocation over an unknown key.</remarks>
public static class VersionFit
{
    /// <summary>Fits.</summary>
    public static NomadJob For(this NomadJob job, NomadVersion version) => job with
    {
        NodePool = version.HasNodePools ? job.NodePool : null,
        TaskGroups = job.TaskGroups is { } groups ? [.. groups.Select(g => Fit(g, version))] : null,
    };

    private static TaskGroup Fit(TaskGroup group, NomadVersion version) => group with
    {
        Disconnect = version.HasDisconnect ? group.Disconnect : null,
        PreventRescheduleOnLost = group.Disconnect?.Replace == false && !version.HasDisconnect && version.HasPreventRescheduleOnLost ? true : group.PreventRescheduleOnLost,
        MaxRunDuration = version.HasMaxRunDuration ? group.MaxRunDuration : null,
        Services = version.HasNativeServices || group.Services is null ? group.Services : [.. group.Services.Where(s => s.Provider != "nomad")],
        Tasks = group.Tasks is { } tasks ? [.. tasks.Select(t => Fit(t, version))] : null,
    };

    private static NomadTask Fit(NomadTask task, NomadVersion version)
    {
        if (version.HasDockerInit || task.Driver != "docker" || task.Config?.ContainsKey("init") != true)
        {
            return task;
        }

        var config = task.Config.DeepClone().AsObject();
        config.Remove("init");
        return task with { Config = config };
    }
}
