namespace Polydev.Drivers.Machines;

/// <summary>The states of a node, as they are shown.</summary>
public static class NodeStates
{
    /// <summary>Workers can be started there.</summary>
    public const string Ready = "ready";

    /// <summary>Starts failed, and are held back for a while.</summary>
    public const string Resting = "resting";

    /// <summary>It takes no more workers, and those it has come to their end.</summary>
    public const string Draining = "draining";

    /// <summary>It is not connected.</summary>
    public const string Away = "away";

    /// <summary>Its driver cannot start workers.</summary>
    public const string Unusable = "unusable";

    /// <summary>It is not let in any more.</summary>
    public const string Revoked = "revoked";
}
