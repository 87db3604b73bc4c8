namespace Polydev.Protocol.Nodes;

/// <summary>Why a controller refuses a node: stable codes, which are also the codes that <c>polydev node</c> ends with.</summary>
public static class RefusalCodes
{
    /// <summary>The first line is none of the five.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>The join token is not known, has ended, or all its uses are spent.</summary>
    public const string TokenInvalid = "join_token_invalid";

    /// <summary>The join token is for a node of another name.</summary>
    public const string TokenForOther = "join_token_for_other_node";

    /// <summary>The name is not one a node can have.</summary>
    public const string NameInvalid = "node_name_invalid";

    /// <summary>There is a node of that name.</summary>
    public const string NameTaken = "node_name_taken";

    /// <summary>What was asked needs a certificate, and none was shown.</summary>
    public const string CertificateMissing = "node_certificate_missing";

    /// <summary>The certificate is not from this controller's authority, or not for nodes.</summary>
    public const string CertificateForeign = "node_certificate_foreign";

    /// <summary>The certificate has ended.</summary>
    public const string CertificateExpired = "node_certificate_expired";

    /// <summary>The node was revoked.</summary>
    public const string Revoked = "node_revoked";

    /// <summary>Whether dialling again with the same certificate would only meet the same answer: the node needs to join again.</summary>
    public static bool NeedsJoin(string code) => code is CertificateMissing or CertificateForeign or CertificateExpired or Revoked;
}
