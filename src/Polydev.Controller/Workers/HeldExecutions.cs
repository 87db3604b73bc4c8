namespace Polydev.Controller.Workers;

/// <summary>What a worker that dials again holds, beside what we think it holds.</summary>
/// <param name="Acked">Executions both know, with the last number acknowledged.</param>
/// <param name="NeverArrived">Attempts whose request was lost with the old link.</param>
internal sealed record HeldExecutions(IReadOnlyDictionary<string, long> Acked, IReadOnlyList<IAttempt> NeverArrived)
{
    /// <summary>We think it holds nothing.</summary>
    public static readonly HeldExecutions None = new(new Dictionary<string, long>(StringComparer.Ordinal), []);
}
