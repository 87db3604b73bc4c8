using System.Globalization;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad;

/// <summary>How a worker on a cluster ended.</summary>
/// <param name="Reason">Why, in words.</param>
/// <param name="ExitCode">Exit code; null when nobody saw it.</param>
internal sealed record PlacementEnd(string Reason, int? ExitCode)
{
    private const int SignalBase = 128;

    /// <summary>Nobody saw it end.</summary>
    public static PlacementEnd Unseen { get; } = new("it was gone when the cluster answered again", null);

    /// <summary>Whether an allocation has come to its end.</summary>
    public static bool IsOver(NomadAllocation allocation) => allocation.ClientStatus is "complete" or "failed" or "lost";

    /// <summary>Reads the end from what happened to the worker's task.</summary>
    public static PlacementEnd Of(NomadAllocation allocation) => Of(allocation, WorkerContainer.TaskName);

    /// <summary>Reads the end from what happened to a task.</summary>
    public static PlacementEnd Of(NomadAllocation allocation, string task)
    {
        if (allocation.ClientStatus == "lost")
        {
            return new PlacementEnd($"its node {allocation.NodeName} was lost", null);
        }

        var events = allocation.TaskStates?.GetValueOrDefault(task)?.Events ?? [];
        for (var i = events.Count - 1; i >= 0; i--)
        {
            switch (events[i].Type)
            {
                case "Terminated":
                    return Terminated(allocation, events[i]);
                case "Driver Failure":
                    return new PlacementEnd(DriverFailure(events[i]), null);
                case "Failed Validation" or "Setup Failure":
                    return new PlacementEnd($"the node refused to run it: {OneLine(events[i].DisplayMessage)}", null);
            }
        }

        return new PlacementEnd(allocation.DesiredStatus == "stop" ? "stopped by the cluster" : $"it {allocation.ClientStatus}, and the cluster says no more of it", null);
    }

    private static PlacementEnd Terminated(NomadAllocation allocation, TaskEvent terminated)
    {
        var code = terminated.ExitCode;
        var reason = terminated switch
        {
            // The exit code may be 0 then: the kernel took a child, or the whole container at once.
            _ when terminated.Details?.GetValueOrDefault("oom_killed") == "true" => "out of memory",
            _ when allocation.DesiredStatus is "stop" or "evict" => "stopped by the cluster: " + (allocation.DesiredDescription is { Length: > 0 } why ? why : "its node drains, or its job was stopped"),
            { Signal: > 0 } => string.Create(CultureInfo.InvariantCulture, $"killed by signal {terminated.Signal}"),
            { ExitCode: > SignalBase and < SignalBase + 65 } => string.Create(CultureInfo.InvariantCulture, $"killed by signal {code - SignalBase}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"exited with code {code}"),
        };
        return new PlacementEnd(reason, terminated.Signal > 0 ? SignalBase + terminated.Signal : code);
    }

    private static string DriverFailure(TaskEvent failure)
    {
        var said = OneLine(failure.DriverError is { Length: > 0 } error ? error : failure.DisplayMessage);
        return IsMissingImage(said)
            ? $"the node has no such image and cannot pull it: {said}. Load it on every node, and keep Nomad from removing it: plugin \"docker\" {{ config {{ gc {{ image = false }} }} }}"
            : $"the node's engine failed: {said}";
    }

    private static bool IsMissingImage(string said) =>
        said.Contains("Failed to pull", StringComparison.OrdinalIgnoreCase) || said.Contains("No such image", StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string? text) => string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
