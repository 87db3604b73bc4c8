namespace Polydev.Node.Cluster;

/// <summary>Why a node's process ends by itself: codes beside those that its controller refuses it with.</summary>
internal static class NodeEnds
{
    /// <summary>The files of its identity are damaged.</summary>
    public const string IdentityUnreadable = "node_identity_unreadable";

    /// <summary>It never joined and has no token.</summary>
    public const string TokenMissing = "join_token_missing";

    /// <summary>The controller has another authority than the token names, or than the node joined.</summary>
    public const string ControllerForeign = "controller_not_trusted";

    /// <summary>Another process uses the node's data directory.</summary>
    public const string DirectoryInUse = "data_directory_in_use";
}
