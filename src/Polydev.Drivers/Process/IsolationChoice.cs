namespace Polydev.Drivers.Process;

/// <summary>Which walls the operator wants around workers.</summary>
public enum IsolationChoice
{
    /// <summary>The best that works here.</summary>
    Auto,

    /// <summary>bubblewrap, or no workers.</summary>
    Bubblewrap,

    /// <summary>util-linux unshare, or no workers.</summary>
    Unshare,

    /// <summary>A session of its own and an empty directory, nothing more.</summary>
    None,
}
