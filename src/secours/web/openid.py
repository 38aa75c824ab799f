"""Signing in with the organisation's own service: it says who comes, never who may."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from secours.people.actor import acting, actor_of_account
from secours.people.models import Account
from secours.people.operations import record_connection


class OpenIdAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Accounts come by invitation, whichever way they sign in."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The first time, the account of the address that the service has verified; then by its own number
        for the person, so that a change of address changes nothing."""
        account = sociallogin.user if sociallogin.is_existing else _account_of(sociallogin)
        if account is None:
            return
        actor = actor_of_account(account.pk)
        if actor is None:
            raise ImmediateHttpResponse(render(request, "account/account_inactive.html", status=403))
        if not sociallogin.is_existing:
            sociallogin.connect(request, account)
            with acting(actor):
                record_connection(by=actor, provider=sociallogin.account.provider)


def _account_of(sociallogin: SocialLogin) -> Any:
    trusted = settings.SECOURS_OIDC_TRUSTED
    addresses = [one.email.lower() for one in sociallogin.email_addresses if one.verified or trusted]
    return Account.objects.filter(email__in=addresses).first()
