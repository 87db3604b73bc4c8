namespace Polydev.Cli.Doctor;

/// <summary>What a check found.</summary>
internal enum CheckStatus
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>It works, but less well than it could.</summary>
    Warn,

    /// <summary>It does not work.</summary>
    Fail,
}
