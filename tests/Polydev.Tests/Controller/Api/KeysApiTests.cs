using System.Net;

namespace Polydev.Tests.Controller.Api;

/// <summary>Keys are shown once, belong to one tenant, and end when revoked.</summary>
public sealed class KeysApiTests
{
    [Fact]
    public async Task A_key_is_shown_once_works_and_ends_when_revoked()
    {
        await using var api = await TestApi.StartAsync();
        var (status, made) = await api.SendAsync(HttpMethod.Post, "/v1/keys", """{"name":"ci"}""");
        var secret = made.GetProperty("key").GetString()!;
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/v1/keys", key: secret)).Status);

        var (_, list) = await api.SendAsync(HttpMethod.Get, "/v1/keys");
        Assert.Equal(2, list.GetProperty("keys").GetArrayLength());
        Assert.DoesNotContain(secret, list.GetRawText(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(HttpMethod.Delete, "/v1/keys/" + made.GetProperty("id").GetString())).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.SendAsync(HttpMethod.Get, "/v1/keys", key: secret)).Status);
    }

    [Fact]
    public async Task What_the_framework_refuses_has_a_code_too()
    {
        await using var api = await TestApi.StartAsync();
        var (status, problem) = await api.SendAsync(HttpMethod.Put, "/v1/keys");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method_not_allowed"), (status, problem.GetProperty("code").GetString()));
        (status, problem) = await api.SendAsync(HttpMethod.Get, "/v1/nothing");
        Assert.Equal((HttpStatusCode.NotFound, "route_not_found"), (status, problem.GetProperty("code").GetString()));
        (status, problem) = await api.SendAsync(HttpMethod.Post, "/v1/keys", "<key/>", contentType: "application/xml");
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"), (status, problem.GetProperty("code").GetString()));
        Assert.Contains("application/xml", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenants_key_sees_and_ends_only_its_tenants_keys()
    {
        await using var api = await TestApi.StartAsync();
        var (a, b) = (await api.MakeTenantAsync("tnt_a"), await api.MakeTenantAsync("tnt_b"));
        var foreign = (await api.SendAsync(HttpMethod.Get, "/v1/keys", key: b)).Body.GetProperty("keys")[0].GetProperty("id").GetString();

        var (status, problem) = await api.SendAsync(HttpMethod.Delete, "/v1/keys/" + foreign, key: a);
        Assert.Equal((HttpStatusCode.NotFound, "key_not_found"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, (await api.SendAsync(HttpMethod.Post, "/v1/keys", """{"admin":true}""", key: a)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.SendAsync(HttpMethod.Get, "/v1/keys", key: a, actFor: "tnt_b")).Status);
    }

    [Fact]
    public async Task A_plain_key_neither_sees_nor_ends_the_admin_key_of_its_tenant()
    {
        await using var api = await TestApi.StartAsync();
        var admin = (await api.SendAsync(HttpMethod.Get, "/v1/keys")).Body.GetProperty("keys")[0].GetProperty("id").GetString();
        var plain = (await api.SendAsync(HttpMethod.Post, "/v1/keys", "{}")).Body.GetProperty("key").GetString();

        Assert.Equal(1, (await api.SendAsync(HttpMethod.Get, "/v1/keys", key: plain)).Body.GetProperty("keys").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Delete, "/v1/keys/" + admin, key: plain)).Status);
    }

    [Fact]
    public async Task The_last_admin_key_cannot_be_revoked()
    {
        await using var api = await TestApi.StartAsync();
        var admin = (await api.SendAsync(HttpMethod.Get, "/v1/keys")).Body.GetProperty("keys")[0].GetProperty("id").GetString();
        var (status, problem) = await api.SendAsync(HttpMethod.Delete, "/v1/keys/" + admin);
        Assert.Equal((HttpStatusCode.Conflict, "last_admin_key"), (status, problem.GetProperty("code").GetString()));

        await api.SendAsync(HttpMethod.Post, "/v1/keys", """{"admin":true}""");
        Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(HttpMethod.Delete, "/v1/keys/" + admin)).Status);
    }

    [Fact]
    public async Task A_key_expires_when_it_was_told_to()
    {
        await using var api = await TestApi.StartAsync();
        var (past, problem) = await api.SendAsync(HttpMethod.Post, "/v1/keys", """{"expires_at":"2026-03-14T12:00:00Z"}""");
        Assert.Equal(HttpStatusCode.BadRequest, past);
        Assert.True(problem.GetProperty("errors").TryGetProperty("expires_at", out _));

        var made = (await api.SendAsync(HttpMethod.Post, "/v1/keys", """{"expires_at":"2026-03-14T13:00:00Z"}""")).Body;
        api.Time.Advance(TimeSpan.FromHours(1));
        var (status, expired) = await api.SendAsync(HttpMethod.Get, "/v1/keys", key: made.GetProperty("key").GetString());
        Assert.Equal((HttpStatusCode.Unauthorized, "key_expired"), (status, expired.GetProperty("code").GetString()));
    }
}
