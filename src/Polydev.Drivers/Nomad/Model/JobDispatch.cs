namespace Polydev.Drivers.Nomad.Model;

/// <summary>What came of a dispatch.</summary>
public sealed record JobDispatch
{
    /// <summary>Id of the new job.</summary>
    public required string DispatchedJobID { get; init; }

    /// <summary>Evaluation that places it.</summary>
    public string? EvalID { get; init; }

    /// <summary>Its raft index.</summary>
    public ulong EvalCreateIndex { get; init; }

    /// <summary>Raft index of the new job.</summary>
    public ulong JobCreateIndex { get; init; }
}
