namespace Polydev.Drivers.Nomad.Client;

/// <summary>The cluster did not do what was asked.</summary>
/// <param name="error">Why.</param>
/// <param name="status">HTTP status; null when there was no answer.</param>
/// <param name="message">The cluster's own words, or ours on the connection.</param>
/// <param name="inner">What broke, where something did.</param>
public sealed class NomadException(NomadError error, int? status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public NomadError Error => error;

    /// <summary>HTTP status; null when there was no answer.</summary>
    public int? Status => status;

    /// <summary>How long the cluster wants to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may succeed a little later, if it may be sent twice at all.</summary>
    public bool Transient => error is NomadError.Unreachable or NomadError.NoLeader or NomadError.Busy or NomadError.Rpc;
}
