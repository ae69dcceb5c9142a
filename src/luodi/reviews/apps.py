from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "luodi.reviews"
    label = "reviews"
    verbose_name = "公平竞争审查"
