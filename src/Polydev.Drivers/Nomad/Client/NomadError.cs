namespace Polydev.Drivers.Nomad.Client;

/// <summary>Why the cluster did not do what was asked. Read from what it says: its status codes tell little.</summary>
public enum NomadError
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The agent speaks TLS and the address says <c>http</c>, or its certificate is not to be trusted.</summary>
    Tls,

    /// <summary>The token is not known.</summary>
    Unauthorized,

    /// <summary>The token lacks the right.</summary>
    Forbidden,

    /// <summary>ACLs are switched off in this cluster.</summary>
    AclDisabled,

    /// <summary>There is no such job, allocation, node, evaluation, task, or path.</summary>
    NotFound,

    /// <summary>The request, or the job in it, is not valid.</summary>
    Invalid,

    /// <summary>The job was changed by somebody else, or is there already.</summary>
    Conflict,

    /// <summary>The cluster has no leader at the moment.</summary>
    NoLeader,

    /// <summary>There is no such region.</summary>
    UnknownRegion,

    /// <summary>There is no such namespace.</summary>
    UnknownNamespace,

    /// <summary>A dispatch lacks metadata that its job requires, or brings some that it does not permit.</summary>
    DispatchMeta,

    /// <summary>A dispatch has a payload that is too large, forbidden, or missing.</summary>
    DispatchPayload,

    /// <summary>A dispatch names a job that takes none.</summary>
    NotParameterized,

    /// <summary>A count outside the bounds of the job's scaling policy.</summary>
    ScaleOutOfBounds,

    /// <summary>The node drains, and what was asked cannot be done meanwhile.</summary>
    NodeDraining,

    /// <summary>The task does not run, so it takes no signal and no command.</summary>
    TaskNotRunning,

    /// <summary>Too many requests, or the server is about to stop: ask again later.</summary>
    Busy,

    /// <summary>A server could not reach another one, or a client.</summary>
    Rpc,

    /// <summary>What answered is no Nomad agent, or one that speaks otherwise.</summary>
    Protocol,

    /// <summary>Anything else; the message has the cluster's own words.</summary>
    Failed,
}
