using System.Globalization;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad;

/// <summary>What a cluster says of a placement, in words.</summary>
public static class PlacementWords
{
    private const string MissingVolume = "missing compatible host volumes";
    private const string Missing = "missing ";

    /// <summary>Why there was no place: <c>no place: memory exhausted on 2 of 3 nodes, 1 filtered by constraint …</c>.</summary>
    public static string NoPlace(PlacementMetrics failed)
    {
        if (failed.NodesEvaluated == 0)
        {
            var known = failed.NodesAvailable is { Count: > 0 } available ? string.Join(", ", available.Select(d => Say($"{d.Key}: {d.Value}"))) : "none";
            return $"no place: no node is ready and eligible where the job may go (ready nodes by datacenter: {known}). Look at NOMAD_DATACENTER and at drains";
        }

        var reasons = (failed.DimensionExhausted ?? Empty).Select(d => Say($"{d.Key} exhausted on {d.Value} of {failed.NodesEvaluated} nodes"))
            .Concat((failed.ConstraintFiltered ?? Empty).Select(c => Filtered(c.Key, c.Value)))
            .Concat((failed.ClassFiltered ?? Empty).Select(c => Say($"{c.Value} of class {c.Key} filtered")))
            .Concat((failed.ClassExhausted ?? Empty).Select(c => Say($"{c.Value} of class {c.Key} full")))
            .Concat((failed.QuotaExhausted ?? []).Select(q => $"the quota has no more {q}"))
            .ToList();
        return "no place: " + (reasons.Count > 0 ? string.Join(", ", reasons) : Say($"of {failed.NodesEvaluated} nodes {failed.NodesExhausted} are full and {failed.NodesFiltered} filtered"));
    }

    /// <summary>Why groups of a job found no place; null when all did.</summary>
    public static string? NoPlace(IReadOnlyDictionary<string, PlacementMetrics>? failed) => failed switch
    {
        null or { Count: 0 } => null,
        { Count: 1 } => NoPlace(failed.Values.First()),
        _ => string.Join("; ", failed.Select(group => $"{group.Key}: {NoPlace(group.Value)}")),
    };

    /// <summary>How a task of an allocation ended; null while it has not.</summary>
    public static string? End(NomadAllocation allocation, string task) =>
        PlacementEnd.IsOver(allocation) || allocation.TaskStates?.GetValueOrDefault(task) is { State: "dead" } ? PlacementEnd.Of(allocation, task).Reason : null;

    /// <summary>Exit code of a task; null when nobody saw one.</summary>
    public static int? ExitCode(NomadAllocation allocation, string task) => PlacementEnd.Of(allocation, task).ExitCode;

    /// <summary>Whether an allocation has come to its end.</summary>
    public static bool IsOver(NomadAllocation allocation) => PlacementEnd.IsOver(allocation);

    private static string Filtered(string why, int nodes) => why switch
    {
        MissingVolume => Say($"{nodes} without the host volume that the job needs (\"{WorkerContainer.SocketVolume}\" for workers): offer it in the client's configuration"),
        _ when why.StartsWith(Missing, StringComparison.Ordinal) => Say($"{nodes} filtered: {why}"),
        _ => Say($"{nodes} filtered by constraint {why}"),
    };

    private static IReadOnlyDictionary<string, int> Empty { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
