namespace Polydev.Controller.Storage;

/// <summary>By what usage is summed up; several may be joined.</summary>
[Flags]
internal enum UsageGrouping
{
    /// <summary>All in one.</summary>
    None = 0,

    /// <summary>UTC day.</summary>
    Day = 1,

    /// <summary>Tenant.</summary>
    Tenant = 2,

    /// <summary>The caller's own name of its user.</summary>
    User = 4,

    /// <summary>Provider.</summary>
    Provider = 8,

    /// <summary>Model.</summary>
    Model = 16,
}
